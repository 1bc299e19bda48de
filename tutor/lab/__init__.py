"""The lab: private Docker hosts made of Linux namespaces, held by one process, gone with it."""
