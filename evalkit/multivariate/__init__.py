"""From a table to its axes, its classes and what may be said of them."""
