"""The sub-verbs of ``sourcecheck archive``, one file each; imported when they are called."""
