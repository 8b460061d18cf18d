"""How notebooks are run: in forked processes that are warm already, or each in an ordinary kernel."""
