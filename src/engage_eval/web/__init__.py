"""Web: the local workspace in the browser; it is empty until there is a study file to serve."""
