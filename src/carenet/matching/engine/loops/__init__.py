"""Compiled loops: plain functions over arrays, without types, loaded when they pay."""
