"""Who is told, step by step, of what nobody answered: ladders, deputies, absences and turns."""
