"""The pharmacist's place: its frame, and the pages in it. A new page is one line in `pages`."""
