#!/usr/bin/env python3
"""Makes the bytes that tests/Server.Tests/Exchange/EventFileTests.cs compares with: an event file of TensorBoard by
Google's own protobuf library (python3-protobuf) and a bitwise CRC-32C, independent of the C# encoder.
    python3 tests/tools/tensorboard-golden.py             prints the file in base64
    python3 tests/tools/tensorboard-golden.py read FILE   prints wall time, step, tag and value of every scalar of a file"""
import base64, math, struct, sys
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto
KINDS = {"double": F.TYPE_DOUBLE, "float": F.TYPE_FLOAT, "int64": F.TYPE_INT64, "int32": F.TYPE_INT32, "string": F.TYPE_STRING, "bytes": F.TYPE_BYTES}
MESSAGES = {  # tensorflow/core/util/event.proto, framework/summary.proto, framework/tensor.proto: the fields used here
    "Event": [(1, "wall_time", "double"), (2, "step", "int64"), (3, "file_version", "string"), (5, "summary", "Summary")],
    "Summary": [(1, "value", "*Value")],
    "Value": [(1, "tag", "string"), (2, "simple_value", "float"), (8, "tensor", "TensorProto"), (9, "metadata", "SummaryMetadata")],
    "SummaryMetadata": [(1, "plugin_data", "PluginData"), (4, "data_class", "int32")],
    "PluginData": [(1, "plugin_name", "string"), (2, "content", "bytes")],
    "TensorProto": [(1, "dtype", "int32"), (2, "tensor_shape", "Shape"), (4, "tensor_content", "bytes"), (5, "float_val", "*float"), (6, "double_val", "*double")],
    "Shape": [(3, "unknown_rank", "int32")],
}
file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="t", syntax="proto3")
for name, fields in MESSAGES.items():
    message = file.message_type.add(name=name)
    for number, field, kind in fields:
        one = message.field.add(name=field, number=number, label=F.LABEL_REPEATED if kind[0] == "*" else F.LABEL_OPTIONAL)
        kind = kind.lstrip("*")
        if kind in KINDS:
            one.type = KINDS[kind]
        else:
            one.type, one.type_name = F.TYPE_MESSAGE, ".t." + kind
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
factory = message_factory.MessageFactory(pool)
Event = factory.GetPrototype(pool.FindMessageTypeByName("t.Event"))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def record(data):
    head = struct.pack("<Q", len(data))
    return head + struct.pack("<I", masked(head)) + data + struct.pack("<I", masked(data))


def scalar(wall_time, step, tag, value):
    event = Event(wall_time=wall_time, step=step)
    one = event.summary.value.add(tag=tag)
    one.metadata.plugin_data.plugin_name = "scalars"
    one.metadata.data_class = 1
    one.tensor.dtype = 2
    one.tensor.tensor_shape.SetInParent()
    one.tensor.double_val.append(value)
    return event


def main():
    if sys.argv[1:2] == ["read"]:
        data, at = open(sys.argv[2], "rb").read(), 0
        while at < len(data):
            (length,) = struct.unpack_from("<Q", data, at)
            body = data[at + 12:at + 12 + length]
            assert struct.unpack_from("<I", data, at + 8)[0] == masked(data[at:at + 8]), "length's checksum"
            assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked(body), "record's checksum"
            event = Event.FromString(body)
            for value in event.summary.value:
                number = value.tensor.double_val[0] if value.tensor.double_val else value.simple_value
                print(event.wall_time, event.step, value.tag, value.metadata.plugin_data.plugin_name, repr(number))
            at += 16 + length
        return
    events = [Event(wall_time=1700000000.0, file_version="brain.Event:2"), scalar(1700000000.5, 1, "phi", 0.1), scalar(1700000001.25, 300, "Verlust/φ", math.inf), scalar(1700000002.0, 0, "phi", -0.0)]
    old = Event(wall_time=1700000003.0, step=7)
    old.summary.value.add(tag="old", simple_value=0.5)
    events.append(old)
    print(base64.b64encode(b"".join(record(event.SerializeToString(deterministic=True)) for event in events)).decode())


main()
