"""`python -m scheduler` is `teleprinter`."""

from scheduler.cli import main

if __name__ == "__main__":
    main()
