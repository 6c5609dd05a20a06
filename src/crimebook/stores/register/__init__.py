"""The register: models, migrations, queries. Hands out frozen rows and transactions, never a queryset."""
