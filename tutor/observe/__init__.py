"""The observer: runs in a node, reads facts, streams changes; and its client outside."""
