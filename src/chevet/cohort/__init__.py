"""What a cohort answered: from a platform's export to figures per question, without anybody's name."""
