"""The sub-verbs of ``sourcecheck outlets``, one module each."""
