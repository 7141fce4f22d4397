"""The Grassroots Portal: weekly figures, members, petitions, contests and news on one database."""
