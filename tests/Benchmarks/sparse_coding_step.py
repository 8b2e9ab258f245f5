"""The peer of SparseCodingStep.cs: one outer step of regularised sparse coding, written as one would in PyTorch eager.

D = PG ∘ D_net with a spectrally normalised fully connected D_net, T = u + alpha (D - u), K iterations unrolled, mean
squared error to the true code, reverse mode, Adam. Numbers come from the folder that the first argument names; every
line "eager" or "gram" on stdin takes one step of that variant and prints its loss and CPU seconds, "memory" prints the
peak of the tensor bytes that one eager step allocates, and "quit" ends.
"""
import json
import sys
import time

import numpy as np
import torch
from torch.nn.functional import linear, softplus

folder = sys.argv[1]
settings = json.load(open(folder + "/settings.json"))
M, N, HIDDEN, K, B = (settings[key] for key in ("m", "n", "hidden", "k", "batch"))
torch.set_num_threads(1)


def load(name, *shape):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}.f32", dtype=np.float32)).reshape(*shape)


Q, X, b = load("Q", M, N), load("X", B, N), load("b", B, M)


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
        self.weights = [load("weight0", HIDDEN, N), load("weight1", N, HIDDEN)]
        self.biases = [load("bias0", HIDDEN), load("bias1", N)]
        self.left = [load("left0", HIDDEN).clone(), load("left1", N).clone()]
        self.gamma_hat, self.kappa_hat = load("gamma_hat", 1)[0].clone(), load("kappa_hat", 1)[0].clone()
        self.parameters = [self.gamma_hat, self.kappa_hat, *self.weights, *self.biases]
        for parameter in self.parameters:
            parameter.requires_grad_()
        self.adam = torch.optim.Adam(self.parameters, lr=settings["learning_rate"])
        self.hessian = 2 * Q.t() @ Q if gram else None

    def gradient_at(self):
        if self.hessian is not None:
            correlation = 2 * b @ Q
            return lambda u: u @ self.hessian - correlation
        return lambda u: 2 * (u @ Q.t() - b) @ Q

    def step(self):
        weights = [normalized(weight, left) for weight, left in zip(self.weights, self.left)]
        gamma = self.gamma_hat.sigmoid() * (2 / settings["curvature"])
        theta = softplus(self.kappa_hat) * gamma
        gradient = self.gradient_at()
        u = torch.zeros(B, N)
        for _ in range(K):
            p = linear(linear(u, weights[0], self.biases[0]).relu(), weights[1], self.biases[1])
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
    events = [e for e in profiler.profiler.kineto_results.events() if e.name() == "[memory]"]
    for event in sorted(events, key=lambda e: e.start_us()):
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
