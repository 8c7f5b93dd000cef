"""Hand a person over to an officer (转人工): the wish, the desk it goes to, what follows."""
