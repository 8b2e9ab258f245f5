using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string, Module)> named_children() => _children.Select(child => (child.Key, child.Value));

            public virtual IEnumerable<Module> children() => _children.Values;

            public virtual IEnumerable<(string, Module)> named_modules() =>
                _children.SelectMany(child => child.Value.named_modules()
                    .Select(inner => ($"{child.Key}.{inner.Item1}", inner.Item2))
                    .Prepend((child.Key, child.Value)));

            public virtual IEnumerable<Module> modules() => named_modules().Select(module => module.Item2).Prepend(this);

            public virtual IEnumerable<(string, Parameter)> named_parameters(bool recurse = true) =>
                Own().Concat(recurse ? Below(child => child.named_parameters()) : []);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.Item2);

            public virtual IEnumerable<(string, Tensor)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                _buffers.Where(b => b.Value.Persistent || include_nonpersistent)
                    .Select(b => (b.Key, b.Value.Tensor))
                    .Concat(recurse ? Below(child => child.named_buffers(true, include_nonpersistent)) : []);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.Item2);

            public bool has_parameter(string target) => named_parameters().Any(p => p.Item1 == target);

            public bool has_buffer(string target) => named_buffers().Any(b => b.Item1 == target);

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(p => p.Item1 == target).Item2;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(b => b.Item1 == target).Item2;

            /// <summary>Registers the fields: parameters and modules, and tensors as buffers, each under its field's name.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    var name = ComponentName(field);
                    switch (field.GetValue(this))
                    {
                        case Modules.Parameter parameter when !_parameters.ContainsKey(name):
                            register_parameter(name, parameter);
                            break;
                        case Module module when !_children.ContainsKey(name):
                            register_module(name, module);
                            break;
                        case Tensor tensor when tensor is not Modules.Parameter && !_buffers.ContainsKey(name):
                            register_buffer(name, tensor);
                            break;
                    }
                }
            }

            /// <summary>A property's field is called &lt;weight&gt;k__BackingField.</summary>
            private static string ComponentName(FieldInfo field) =>
                field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

            private IEnumerable<(string, Parameter)> Own() =>
                _parameters.Where(p => p.Value is not null).Select(p => (p.Key, p.Value!));

            private IEnumerable<(string, T)> Below<T>(Func<Module, IEnumerable<(string, T)>> select) =>
                _children.SelectMany(child => select(child.Value).Select(item => ($"{child.Key}.{item.Item1}", item.Item2)));
        }
    }
}
