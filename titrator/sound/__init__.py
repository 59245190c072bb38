"""The sounds of the prompts, and the process that plays them. Knows no bed and no rule."""
