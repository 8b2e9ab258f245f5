"""The peer of SparseCodingStep.cs: one outer step of regularised sparse coding, written as one would in PyTorch eager.

D = PG after D_net (spectrally normalised; plain: two layers, potential: u - t W'relu(W u + V b + c)), T = u + alpha (D - u),
K iterations unrolled, mean squared error to the true code, reverse mode, Adam. Numbers come from the folder that the
first argument names. Each line on stdin is a question, each answer a line of JSON: "eager" and "gram" take one step of
that variant (gram: gradient by 2Q'Q) and give its loss and seconds, "memory" gives the peak of the tensor bytes that one
eager step allocates, "quit" ends.
"""
import json
import sys
import time

import numpy as np
import torch
from torch.nn.functional import linear, softplus

folder = sys.argv[1]
settings = json.load(open(folder + "/settings.json"))
shapes = json.load(open(folder + "/shapes.json"))
torch.set_num_threads(1)


def load(name):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}.bin", dtype=settings["type"])).reshape(shapes[name])


Q, X, b = load("Q"), load("X"), load("b")


def normalized(weight, left):
    with torch.no_grad():
        u = left.clone()
        v = weight.t().mv(u)
        v = v / v.norm().clamp_min(1e-12)
        for _ in range(settings["power_iterations"]):
            u = weight.mv(v)
            u = u / u.norm().clamp_min(1e-12)
            v = weight.t().mv(u)
            v = v / v.norm().clamp_min(1e-12)
        left.copy_(u)
    return weight / u.dot(weight.mv(v)).clamp_min(1.0)


class Training:
    def __init__(self, gram):
        self.omega = {name: load(name).clone().requires_grad_() for name in settings["parameters"]}
        self.left = {name: load(name).clone() for name in settings["buffers"]}
        self.adam = torch.optim.Adam(
            [{"params": [value], "lr": settings["learning_rate"] * factor} for value, factor in zip(self.omega.values(), settings["factors"])])
        self.hessian = 2 * Q.t() @ Q if gram else None

    def gradient_at(self):
        if self.hessian is not None:
            correlation = 2 * b @ Q
            return lambda u: u @ self.hessian - correlation
        return lambda u: 2 * (u @ Q.t() - b) @ Q

    def network(self):
        omega = self.omega
        if "step_hat0" in omega:
            weight = normalized(omega["weight0"], self.left["left0"])
            offset = linear(b, omega["injection0"], omega["bias0"])
            step = omega["step_hat0"].sigmoid() * settings["step_bound"]
            return lambda u: u - step * ((u @ weight.t() + offset).relu() @ weight)
        weights = [normalized(omega[f"weight{i}"], self.left[f"left{i}"]) for i in range(2)]
        injected = linear(b, omega["injection"])
        return lambda u: linear((linear(u, weights[0], omega["bias0"]) + injected).relu(), weights[1], omega["bias1"])

    def step(self):
        network, gradient = self.network(), self.gradient_at()
        gamma = self.omega["gamma_hat"].sigmoid() * (2 / settings["curvature"])
        theta = softplus(self.omega["kappa_hat"]) * gamma
        u = torch.zeros_like(X)
        for _ in range(settings["k"]):
            p = network(u)
            z = p - gamma * gradient(p)
            u = u.lerp((z - theta).relu() - (-z - theta).relu(), settings["alpha"])
        loss = (u - X).square().mean()
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return loss.item()


def peak_bytes(step):
    """The highest sum of allocations less frees within one step, as PyTorch's profiler reports each of them."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profiler:
        step()
    live = peak = 0
    for event in sorted((e for e in profiler.profiler.kineto_results.events() if e.name() == "[memory]"), key=lambda e: e.start_us()):
        live += event.nbytes()
        peak = max(peak, live)
    return peak


variants = {"eager": Training(gram=False), "gram": Training(gram=True)}
print(json.dumps({"torch": torch.__version__}), flush=True)
for line in sys.stdin:
    word = line.strip()
    if word == "quit":
        break
    if word == "memory":
        print(json.dumps({"bytes": peak_bytes(variants["eager"].step)}), flush=True)
        continue
    cpu, wall = time.process_time(), time.perf_counter()
    loss = variants[word].step()
    print(json.dumps({"loss": loss, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}), flush=True)
