"""Imported first by whatever needs the models: once it is imported, Django is set up.

A host that has settings of its own (the web server) keeps them; they must list `wenheng.store`.
"""

import os

import django
from django.apps import apps
from django.conf import ENVIRONMENT_VARIABLE
from django.conf import settings as active

from wenheng.store import settings as ours

if not active.configured and not os.environ.get(ENVIRONMENT_VARIABLE):
    active.configure(**{name: value for name, value in vars(ours).items() if name.isupper()})
if not apps.ready:
    django.setup()
