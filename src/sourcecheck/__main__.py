"""``python -m sourcecheck``."""

from sourcecheck.cli import main

if __name__ == "__main__":
    main()
