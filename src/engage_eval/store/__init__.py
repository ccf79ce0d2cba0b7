"""Store: the only place that knows SQL; it is empty until the study file exists."""
