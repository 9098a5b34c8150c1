"""Prompts: words of people read as filters, likes, lengths and orders, by tables of words and a small grammar."""
