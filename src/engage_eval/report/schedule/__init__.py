"""The interview schedule on paper: what an interviewer reads out, ticks and writes down."""
