using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="FewShot"/>.</summary>
public sealed record FewShotSettings : HodlSettings
{
    /// <summary>Defaults: Omniglot, 5-way 1-shot.</summary>
    public FewShotSettings()
    {
        K = 30;
        Alpha = 0.95;
        Mu = 0.1;
        OuterSteps = 6000;
        BatchSize = 4;
        LearningRate = 3e-3;
        Schedule = RateSchedule.Cosine;
        EvaluateEvery = 500;
        CurveEvery = 1000;
        CheckpointEvery = 250;
    }

    /// <summary>Data set.</summary>
    [Display(Name = "Data set", GroupName = "Data", Order = 1, Description = "Where classes come from. Generated glyphs stand in where Omniglot's files are absent; mini-ImageNet has no stand-in.")]
    public FewShotSet Dataset { get; init; } = FewShotSet.Omniglot;

    /// <summary>N.</summary>
    [Display(Name = "N — ways", GroupName = "Data", Order = 2, Description = "Classes of an episode. Chance level is 100/N per cent.")]
    [Range(2, 50)]
    [Unit("classes")]
    public int Ways { get; init; } = 5;

    /// <summary>N of training.</summary>
    [Display(Name = "Ways in training", GroupName = "Data", Order = 2, Description = "Classes of a training episode; 0 takes N. Features do not depend on how many classes are told apart by them, so that episodes of 5 can prepare for episodes of 20 at a quarter of the work. ANIL, MAML and iMAML need N.")]
    [Range(0, 50)]
    [Unit("classes")]
    public int TrainWays { get; init; }

    /// <summary>M.</summary>
    [Display(Name = "M — shots", GroupName = "Data", Order = 3, Description = "Labelled images a class: all that the lower level learns from.")]
    [Range(1, 10)]
    [Unit("images")]
    public int Shots { get; init; } = 1;

    /// <summary>Queries.</summary>
    [Display(Name = "Query images", GroupName = "Data", Order = 4, Description = "Images a class that an episode is judged by, at validation and test.")]
    [Range(1, 15)]
    [Unit("images")]
    public int Queries { get; init; } = 15;

    /// <summary>Queries of training.</summary>
    [Display(Name = "Query images in training", GroupName = "Data", Order = 5, Description = "Images a class that the upper level's loss reads. Most of a step's time goes into them; with many ways a few are enough.")]
    [Range(1, 15)]
    [Unit("images")]
    public int TrainQueries { get; init; } = 5;

    /// <summary>Rotations.</summary>
    [Display(Name = "Rotations as classes", GroupName = "Data", Order = 6, Description = "A training character turned by 90, 180 or 270 degrees counts as a class of its own. Test characters are never turned; photographs neither.")]
    public bool Rotations { get; init; } = true;

    /// <summary>Channels.</summary>
    [Display(Name = "Channels", GroupName = "Features", Order = 10, Description = "Channels of each of the four convolution blocks.")]
    [Range(1, 256)]
    public int Channels { get; init; } = 64;

    /// <summary>Downsampling.</summary>
    [Display(Name = "Downsampling", GroupName = "Features", Order = 11, Description = "How each block halves rows and columns: strided convolution is about three times faster a step, max pooling learns more from it (97.0 against 94.0 % after 1800 and 2000 steps of Omniglot 5-way).")]
    public Downsampling Downsampling { get; init; } = Downsampling.MaxPool;

    /// <summary>Length of a feature vector.</summary>
    [Display(Name = "c — feature length", GroupName = "Features", Order = 12, Description = "Features are scaled to this length, so that the lower level's curvature is at most c²/2 + ρ for every image, and with it a step is known that never expands.")]
    [Range(0.1, 100.0)]
    [Advanced]
    public double FeatureLength { get; init; } = 10;

    /// <summary>Share of η's bound.</summary>
    [Display(Name = "η — share of its bound", GroupName = "Lower level", Order = 15, Description = "Step of descent on an episode's labelled images, as a share of 2/(c²/2 + ρ), up to which descent is non-expansive. MAML and iMAML take their own step.")]
    [Range(0.001, 1.0)]
    public double Step { get; init; } = 0.95;

    /// <summary>ρ.</summary>
    [Display(Name = "ρ — weight decay", GroupName = "Lower level", Order = 16, Description = "½ρ‖u‖² in the lower level: with it the solution is unique, which implicit methods rest on. iMAML takes its own λ.")]
    [Range(0.0, 100.0)]
    public double Decay { get; init; } = 0.3;

    /// <summary>τ.</summary>
    [Display(Name = "τ — sharpness of the query loss", GroupName = "Upper level", Order = 14, Description = "Factor on the queries' logits in ℓ. K steps leave small margins, with which cross-entropy keeps pulling at images that are right already; a factor turns it to the doubtful ones. Answers do not change with it.")]
    [Range(0.1, 100.0)]
    public double Sharpness { get; init; } = 4;

    /// <summary>Step of MAML.</summary>
    [Display(Name = "Inner step of MAML, iMAML", GroupName = "Lower level", Order = 17, Description = "Step of descent on all of the net's weights. iMAML takes no more than 1/(λ + c²/2).")]
    [Range(1e-4, 10.0)]
    public double AdaptStep { get; init; } = 0.1;

    /// <summary>Steps of MAML.</summary>
    [Display(Name = "Inner steps of MAML, iMAML", GroupName = "Lower level", Order = 18, Description = "Steps on all of the net's weights, in the place of K.")]
    [Range(1, 100)]
    [Unit("inner steps")]
    public int AdaptSteps { get; init; } = 3;

    /// <summary>λ of iMAML.</summary>
    [Display(Name = "λ — pull of iMAML", GroupName = "Lower level", Order = 19, Description = "½λ‖u − ω‖² keeps adapted weights near the shared ones. It has to outweigh the negative curvature of the net's cost: with 2 the first direction of conjugate gradients was one of negative curvature, and the hypergradient zero.")]
    [Range(0.0, 1000.0)]
    [Advanced]
    public double Pull { get; init; } = 50;

    /// <summary>M of truncated reverse mode.</summary>
    [Display(Name = "Differentiated steps", GroupName = "Hypergradient", Order = 30, Description = "TRHG: how many of the last inner steps reverse mode goes through.")]
    [Range(1, 10_000)]
    [Unit("inner steps")]
    public int LastSteps { get; init; } = 5;

    /// <summary>Steps of the linear solver.</summary>
    [Display(Name = "Linear steps", GroupName = "Hypergradient", Order = 31, Description = "CG, NS and iMAML: the most steps on the linear equation of implicit differentiation.")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 10;

    /// <summary>Tolerance of the linear solver.</summary>
    [Display(Name = "Linear tolerance", GroupName = "Hypergradient", Order = 32, Description = "Relative residual at which the linear solver ends early.")]
    [Range(0.0, 1.0)]
    [Advanced]
    public double LinearTolerance { get; init; } = 1e-6;

    /// <summary>Test episodes.</summary>
    [Display(Name = "Test episodes", GroupName = "Recording", Order = 43, Description = "Episodes of held-out classes that accuracy and its interval are taken over; validation takes a third of them.")]
    [Range(10, 100_000)]
    [Unit("episodes")]
    public int TestEpisodes { get; init; } = 600;

    /// <summary>Steps at test time.</summary>
    [Display(Name = "Steps at test time", GroupName = "Recording", Order = 44, Description = "Inner steps on an episode at validation and test. 0 takes as many as in training.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int TestK { get; init; }

    /// <summary>Classes of a training episode.</summary>
    public int WaysInTraining() => TrainWays == 0 ? Ways : TrainWays;
}
