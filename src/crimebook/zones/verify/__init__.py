"""The program ``crimebook-verify``: checks what a book gives out, without the book and without trusting it.

It knows the specifications (`crimebook.custody`) and the words (`crimebook.terms`), and nothing else: no
database, no Django, no other room. Every answer says what is proven, against what, and what is not.
"""
