"""Starts moto with a PUT that checks its condition and stores the object in one step, as S3 does.

moto does one after the other in threads, so two conditional PUTs at the same moment could both win.
"""

import sys
import threading

from moto.s3.responses import S3Response
from moto.server import main

one_at_a_time = threading.Lock()
put_object = S3Response.put_object


def put_object_atomically(self):
    with one_at_a_time:
        return put_object(self)


S3Response.put_object = put_object_atomically
main(sys.argv[1:])
