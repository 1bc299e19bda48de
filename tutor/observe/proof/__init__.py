"""Proof by the kernel: a packet is sent, and the kernel itself says which rules it met and which links saw it.

What is needed for that (a table of nftables' that belongs to a socket, packet sockets) is there for a moment
only, and goes with the process, however that ends.
"""
