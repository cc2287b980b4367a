"""The data files as values, handed to the stages as arguments; one module per table."""
