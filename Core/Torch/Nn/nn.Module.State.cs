using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers under their full names; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters())
                {
                    destination.TryAdd(start + name, parameter);
                }
                foreach (var (name, buffer) in named_buffers(true, include_nonpersistent: false))
                {
                    destination.TryAdd(start + name, buffer);
                }
                return destination;
            }

            /// <summary>Copies values in by name.</summary>
            /// <exception cref="InvalidOperationException">Names are missing or left over, and <paramref name="strict"/> is set.</exception>
            public virtual (IList<string>, IList<string>) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                List<string> missing = [.. own.Keys.Where(name => !source.ContainsKey(name) && skip?.Contains(name) != true)];
                List<string> unexpected = [.. source.Keys.Where(name => !own.ContainsKey(name) && skip?.Contains(name) != true)];
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"the state does not fit {GetName()}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}]");
                }
                using var mode = no_grad();
                foreach (var (name, tensor) in own)
                {
                    if (source.TryGetValue(name, out var value) && skip?.Contains(name) != true)
                    {
                        Fits(name, tensor, value);
                        tensor.copy_(value);
                    }
                }
                return (missing, unexpected);
            }

            /// <summary>Moves or converts in place, so that optimisers and fields keep their objects.</summary>
            internal void Move(Device? device, ScalarType? type)
            {
                using var mode = no_grad();
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    var wanted = type is { } t && tensor.is_floating_point() == torch.is_floating_point(t) ? t : tensor.dtype;
                    using var moved = tensor.to(wanted, device ?? tensor.device);
                    Errors.Check(Native.hodl_set_data(tensor.Borrow(), moved.Borrow()));
                    using var grad = tensor.grad;
                    if (grad is not null)
                    {
                        using var movedGrad = grad.to(wanted, device ?? tensor.device);
                        tensor.grad = movedGrad;
                    }
                }
            }

            private static void Fits(string name, Tensor own, Tensor given)
            {
                if (!own.shape.AsSpan().SequenceEqual(given.shape))
                {
                    throw new InvalidOperationException(
                        $"'{name}' has shape [{string.Join(", ", own.shape)}], the given one [{string.Join(", ", given.shape)}]");
                }
            }
        }
    }
}
