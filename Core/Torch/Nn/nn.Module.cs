using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: named parameters, buffers and other modules. What it holds belongs to it and not to the
        /// dispose scope it was made in.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly Dictionary<string, Parameter?> _parameters = [];
            private readonly Dictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private readonly Dictionary<string, Module> _children = [];
            private readonly string? _name;

            protected Module(string? name) => _name = name;

            public bool training { get; private set; } = true;

            public virtual string GetName() => _name ?? GetType().Name;

            public virtual void register_parameter(string name, Parameter? param)
            {
                Claim(name);
                param?.DetachFromDisposeScope();
                _parameters[name] = param;
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                Claim(name);
                tensor.DetachFromDisposeScope();
                _buffers[name] = (tensor, persistent);
            }

            public virtual void register_module(string name, Module submodule)
            {
                Claim(name);
                _children[name] = submodule;
            }

            public virtual void add_module(string name, Module module) => register_module(name, module);

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in _children.Values)
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        grad?.detach_().zero_();
                    }
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in _children.Values)
                {
                    child.apply(fn);
                }
                fn(this);
                return this;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }
                foreach (var parameter in _parameters.Values)
                {
                    parameter?.Dispose();
                }
                foreach (var (tensor, _) in _buffers.Values)
                {
                    tensor.Dispose();
                }
                foreach (var child in _children.Values)
                {
                    child.Dispose();
                }
            }

            private void Claim(string name)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                if (name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"'{name}': a component's name has no dot", nameof(name));
                }
                if (_parameters.ContainsKey(name) || _buffers.ContainsKey(name) || _children.ContainsKey(name))
                {
                    throw new InvalidOperationException($"{GetName()} has a component '{name}' already");
                }
            }
        }
    }
}
