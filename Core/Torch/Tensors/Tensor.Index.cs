using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => index(TensorIndex.Single(i1));
            set => index_put_(value, TensorIndex.Single(i1));
        }

        public Tensor this[long i1, long i2]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2));
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2), TensorIndex.Single(i3));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2), TensorIndex.Single(i3));
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2), TensorIndex.Single(i3), TensorIndex.Single(i4));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2), TensorIndex.Single(i3), TensorIndex.Single(i4));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var selected);
            if (selected.Length == 0)
            {
                return ReferenceEquals(view, this) ? alias() : view;
            }
            var result = Call("index.Tensor", view, Arg.Optionals(selected));
            if (!ReferenceEquals(view, this))
            {
                view.Dispose();
            }
            return result;
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var view = View(indices, out var selected);
            if (selected.Length == 0)
            {
                view.copy_(value);
            }
            else
            {
                InPlace("index_put_", view, Arg.Optionals(selected), value);
            }
            if (!ReferenceEquals(view, this))
            {
                view.Dispose();
            }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            InPlace("index_put_", this, Arg.Optionals(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = full([], value, dtype, device);
            return index_put_(filled, indices);
        }

        /// <summary>
        /// What numbers, slices and new dimensions leave, as a view; the tensors among the indices come back in
        /// <paramref name="selected"/>, one place a dimension of the view.
        /// </summary>
        private Tensor View(TensorIndex[] indices, out Tensor?[] selected)
        {
            var chosen = new List<Tensor?>();
            var view = this;
            long dim = 0;
            foreach (var index in indices)
            {
                var previous = view;
                switch (index.Kind)
                {
                    case TensorIndex.Kinds.Single:
                        view = view.select(dim, index.Start!.Value);
                        break;
                    case TensorIndex.Kinds.None:
                        view = view.unsqueeze(dim++);
                        break;
                    case TensorIndex.Kinds.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                        {
                            view = Call("slice.Tensor", view, dim, index.Start, index.Stop, index.Step ?? 1);
                        }
                        dim++;
                        break;
                    case TensorIndex.Kinds.Ellipsis:
                        var consumed = indices.Sum(Consumed);
                        dim += ndim - consumed;
                        break;
                    case TensorIndex.Kinds.Tensor:
                        while (chosen.Count < dim)
                        {
                            chosen.Add(null);
                        }
                        chosen.Add(index.Selected);
                        dim += Consumed(index);
                        break;
                }
                if (!ReferenceEquals(previous, view) && !ReferenceEquals(previous, this))
                {
                    previous.Dispose();
                }
            }
            selected = [.. chosen];
            return view;
        }

        private static long Consumed(TensorIndex index) => index.Kind switch
        {
            TensorIndex.Kinds.Single or TensorIndex.Kinds.Slice => 1,
            TensorIndex.Kinds.Tensor => index.Selected!.dtype == ScalarType.Bool ? index.Selected.ndim : 1,
            _ => 0,
        };
    }
}
