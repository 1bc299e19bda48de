"""The path of a packet: predicted from rules, routes, bridges and namespaces, then proved by the kernel itself."""
