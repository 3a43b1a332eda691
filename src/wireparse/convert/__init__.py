"""Whole archives: planned, parsed by several processes, written so that a broken run can go on.

``plan`` says what is read, ``blocks`` reads it into batches, ``work`` parses one, ``targets`` writes, ``journal``
remembers how far that came, and ``run`` puts them together.
"""
