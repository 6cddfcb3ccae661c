"""Divisions, hamlets, offices and days."""
