"""From results to what a reader sees: tables, figures and sentences. Computes nothing."""
