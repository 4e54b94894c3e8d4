"""Un petit modèle de langue à lire marche après marche ; la première est ``tokenizer.py``."""
