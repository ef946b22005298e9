"""What an engine is given: the texts of articles, and these in batches."""

from collections.abc import Mapping

Document = Mapping[str, str]
"""The texts of an article by field, and what it is filtered by, as `ArticleIndex` prepares them."""
PARAGRAPHS = "\n\n"
"""What divides the paragraphs, comments or names of a field; no phrase runs across."""
BATCH = 500
"""Articles that are read, gathered or written at once."""
