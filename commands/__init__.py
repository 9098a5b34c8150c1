"""The verbs of the command line, a module a subject. What a verb does is in workflows/."""
