"""The Tornado server: pages, sockets, downloads, and who may reach them."""
