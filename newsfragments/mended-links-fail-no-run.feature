A dead link beside which the article itself names a copy in an archive no longer fails a run under `--fail-on dead`: applying `sourcecheck patch` turns a build green.
