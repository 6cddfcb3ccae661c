"""What people do in the browser, act by act: each journey walks one of them, the one story all."""
