"""What the archive tells whoever wants to know. It does not know who listens."""

from django.dispatch import Signal

# An import has ended; articles were written past the models' own signals.
ingested = Signal()

# Articles were written past the models' own signals; `ids` names them.
written = Signal()
