"""Try the whole path without an Exact licence and without a shop: real processes, real orders, real HTTP.

``stack.py`` starts and stops the processes (tests and the try-out shop use it too); ``run.py`` tells the story.
"""
