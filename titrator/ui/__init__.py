"""The window: paints what the session says and sends what a person asks for.

Nothing clinical is worked out here and no number is formatted here.
"""
