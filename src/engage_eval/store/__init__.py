"""Store: the only room that knows SQL; a study that is being collected lives in one file or database schema."""
