"""The live page: what the fake saw, for somebody who develops against it.

``static`` holds the page as the browser gets it; the modules here feed it. Nothing of this costs
anything while no page is open.
"""
