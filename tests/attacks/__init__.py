"""The known attacks on signed PDFs, made from files we signed: each class under its own name."""
