"""`python -m engage_eval` is `engage-eval`."""

from engage_eval.cli.main import main

if __name__ == "__main__":
    main()
