namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place in x[…]: a number, a slice, all (Colon), "…" (Ellipsis), a new dimension (None), or a tensor.</summary>
    public readonly struct TensorIndex
    {
        public static readonly TensorIndex Colon = new(Kinds.Slice);
        public static readonly TensorIndex Ellipsis = new(Kinds.Ellipsis);
        public static readonly TensorIndex None = new(Kinds.None);
        public static readonly TensorIndex Null = new(Kinds.None);

        private TensorIndex(Kinds kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Selected = tensor;
        }

        internal enum Kinds
        {
            None,
            Single,
            Slice,
            Ellipsis,
            Tensor,
        }

        internal Kinds Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Selected { get; }

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        public static TensorIndex Single(long? index) => new(Kinds.Single, index);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kinds.Slice, start, stop, step);

        public static TensorIndex Slice(Range range) => Slice(Bound(range.Start, 0), Bound(range.End, 0));

        public static TensorIndex Bool(bool value) => Tensor(tensor(value));

        public static TensorIndex Tensor(Tensor tensor) => new(Kinds.Tensor, tensor: tensor);

        /// <summary>^0 is the end itself, which has no negative number.</summary>
        private static long? Bound(Index bound, int end) =>
            !bound.IsFromEnd ? bound.Value : bound.Value == end ? null : -bound.Value;
    }
}
