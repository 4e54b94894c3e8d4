"""What a teacher asks of a class: questions named or drawn, practical work, dates, and how much each is worth."""
