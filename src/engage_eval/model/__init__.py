"""Model: what a study is made of, as frozen dataclasses, and the rules that hold between them."""
