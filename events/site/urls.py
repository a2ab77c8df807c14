"""Every address of the reader's side."""

urlpatterns = []
