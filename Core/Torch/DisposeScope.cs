using Hodl.Core.Torch.Interop;

namespace TorchSharp;

/// <summary>
/// Owns what is created on its thread while it is the innermost scope, and disposes it at its end. A scope belongs to
/// one thread.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _items = new(ReferenceEqualityComparer.Instance);
    private readonly TorchThread _thread;
    private readonly DisposeScope? _outer;

    internal DisposeScope(TorchThread thread)
    {
        _thread = thread;
        _outer = thread.Scope;
        thread.Scope = this;
    }

    public IReadOnlyList<IDisposable> DisposablesView => [.. _items];

    public int DisposablesCount => _items.Count;

    public bool Contains(IDisposable disposable) => _items.Contains(disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor { Scope: { } other } && other != this)
        {
            other._items.Remove(disposable);
        }
        Adopt(disposable);
    }

    public void Attach(params IDisposable[] disposables) => Array.ForEach(disposables, Attach);

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (_items.Remove(disposable))
        {
            Mark(disposable, null);
        }
        return disposable;
    }

    public void Detach(params IDisposable[] disposables) => Array.ForEach(disposables, d => Detach<IDisposable>(d));

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(_outer, disposable);

    public void MoveToOuter(params IDisposable[] disposables) => Array.ForEach(disposables, d => MoveToOuter<IDisposable>(d));

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        Detach<IDisposable>(disposable);
        scope?.Adopt(disposable);
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        Array.ForEach(disposables, d => MoveToOther<IDisposable>(scope, d));

    public void DisposeEverything() => DisposeEverythingBut([]);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        IDisposable[] all = [.. _items];
        _items.Clear();
        foreach (var item in all)
        {
            if (Array.Exists(keep, k => ReferenceEquals(k, item)))
            {
                _items.Add(item);
                continue;
            }
            Mark(item, null);
            item.Dispose();
        }
    }

    public void MarkAsDisposed(IDisposable disposable) => Detach<IDisposable>(disposable);

    public void Dispose()
    {
        DisposeEverything();
        if (_thread.Scope == this)
        {
            _thread.Scope = _outer;
        }
    }

    /// <summary>Takes what belongs to no other scope.</summary>
    internal void Adopt(IDisposable disposable)
    {
        _items.Add(disposable);
        Mark(disposable, this);
    }

    private static void Mark(IDisposable disposable, DisposeScope? owner)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.Scope = owner;
        }
    }
}
