"""The peer of FilterStep.cs: one upper step of filter learning on the review's (Ex), written as one would in PyTorch.

K OGM steps with gradient restart from the last x, CG steps on the Hessian from the last q (the iterate of the least residual
counts), mixed derivatives by autograd, Adam. Numbers come from the folder that the first argument names; the second is the
number of threads. Each line on stdin is a question, each answer a line of JSON: "transposed", "flipped" and "fourier" take one
step of that way to convolve and give its loss and seconds, "quit" ends. transposed: conv2d and conv_transpose2d; flipped:
conv2d both ways; fourier: rfft2.
"""
import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

folder = sys.argv[1]
settings = json.load(open(folder + "/settings.json"))
shapes = json.load(open(folder + "/shapes.json"))
torch.set_num_threads(int(sys.argv[2]))


def load(name):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}.bin", dtype=settings["type"])).reshape(shapes[name])


noisy, clean, filters = load("noisy"), load("clean"), load("filters")
count, _, kh, kw = filters.shape
height, width = noisy.shape[2:]
top, left = kh // 2, kw // 2
below, right = kh - 1 - top, kw - 1 - left
epsilon = settings["epsilon"]
square = epsilon * epsilon


def fold(wide):
    a = wide[:, :, top:top + height].clone()
    a[:, :, :below] += wide[:, :, top + height:]
    a[:, :, height - top:] += wide[:, :, :top]
    b = a[..., left:left + width].clone()
    b[..., :right] += a[..., left + width:]
    b[..., width - left:] += a[..., :left]
    return b


def pad(x):
    return F.pad(x, (left, right, top, below), mode="circular")


def bank(variant, c):
    """C and its adjoint."""
    if variant == "transposed":
        return lambda x: F.conv2d(pad(x), c), lambda w: fold(F.conv_transpose2d(w, c))
    if variant == "flipped":
        back = c.flip(2, 3).transpose(0, 1).contiguous()
        return lambda x: F.conv2d(pad(x), c), lambda w: F.conv2d(F.pad(w, (right, left, below, top), mode="circular"), back)
    placed = torch.roll(F.pad(c, (0, width - kw, 0, height - kh)), (-top, -left), (2, 3))
    symbol = torch.fft.rfft2(placed).transpose(0, 1)
    other = symbol.conj()
    return (lambda x: torch.fft.irfft2(torch.fft.rfft2(x) * other, (height, width)),
            lambda w: torch.fft.irfft2((torch.fft.rfft2(w) * symbol).sum(1, keepdim=True), (height, width)))


def curvature(c, s):
    rows, columns = 2 * kh - 1, 2 * kw - 1
    spectrum = torch.fft.rfft2(F.pad(c.squeeze(1), (0, columns - kw, 0, rows - kh)))
    power = ((spectrum.real.square() + spectrum.imag.square()) * s.view(-1, 1, 1)).sum(0)
    correlation = torch.fft.irfft2(power, (rows, columns)).roll((kh - 1, kw - 1), (0, 1))
    centred = F.pad(correlation, (0, width - columns, 0, height - rows)).roll((1 - kh, 1 - kw), (0, 1))
    return 1 + torch.fft.rfft2(centred).real.max().item() / epsilon


class Training:
    def __init__(self, variant):
        self.variant = variant
        self.beta = torch.zeros(count, dtype=filters.dtype, requires_grad=True)
        self.filters = filters.clone().requires_grad_()
        self.adam = torch.optim.Adam([self.beta, self.filters], lr=settings["learning_rate"])
        self.x, self.q = noisy.clone(), torch.zeros_like(noisy)

    def step(self):
        with torch.no_grad():
            c, s = self.filters.detach(), torch.exp(self.beta + settings["beta0"])
            forward, adjoint = bank(self.variant, c)
            weights = s.view(1, -1, 1, 1)
            eta = 1 / curvature(c, s)
            x = y = self.x
            theta = torch.ones(x.shape[0], 1, 1, 1, dtype=x.dtype)
            for _ in range(settings["k"]):
                z = forward(x)
                gradient = adjoint(z.div_((z * z).add_(square).sqrt_()).mul_(weights)).add_(x - noisy)
                following = x.add(gradient, alpha=-eta)
                stride = following - y
                uphill = (gradient * stride).flatten(1).sum(1).view_as(theta) > 0
                theta = torch.where(uphill, torch.ones_like(theta), theta)
                grown = (1 + (1 + 4 * theta * theta).sqrt()) / 2
                x, y, theta = following + (theta - 1) / grown * stride + theta / grown * (following - x), following, grown
            self.x = x
            error = x - clean
            loss = 0.5 * (error * error).sum()

            z = forward(x)
            root = (z * z).add_(square)
            second = root.rsqrt().div_(root).mul_(weights * square)
            product = lambda p: adjoint(forward(p).mul_(second)).add_(p)
            q = self.q
            rest = error - product(q)
            direction, rr = rest, (rest * rest).sum()
            best, least = q, rr
            for _ in range(settings["linear_steps"]):
                image = product(direction)
                length = rr / (direction * image).sum()
                q = q + length * direction
                rest = rest - length * image
                following = (rest * rest).sum()
                if following < least:
                    best, least = q, following
                direction = rest + (following / rr) * direction
                rr = following
            self.q = best

        forward, _ = bank(self.variant, self.filters)
        z = forward(self.x)
        inner = -(torch.exp(self.beta + settings["beta0"]).view(1, -1, 1, 1) * forward(self.q) * (z / torch.sqrt(z * z + square))).sum()
        self.adam.zero_grad(set_to_none=True)
        inner.backward()
        self.adam.step()
        return loss.item()


variants = {name: Training(name) for name in ("transposed", "flipped", "fourier")}
print(json.dumps({"torch": torch.__version__}), flush=True)
for line in sys.stdin:
    word = line.strip()
    if word == "quit":
        break
    cpu, wall = time.process_time(), time.perf_counter()
    loss = variants[word].step()
    print(json.dumps({"loss": loss, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}), flush=True)
