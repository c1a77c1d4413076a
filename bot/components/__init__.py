"""Rasa components of the assistant; they import nothing of the application."""
