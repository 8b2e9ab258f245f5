namespace Hodl.Core.Data;

/// <summary>Every data set that a task or a metric knows by name.</summary>
public static class DataCatalog
{
    private const string RainPage = "Yang et al., CVPR 2017: www.icst.pku.edu.cn/struct/Projects/joint_rain_removal.html (the first version, as github.com/csdwren/PReNet links it).";
    private const string AnyRain = "(?:no)?rain-(?<id>[0-9]+)(?:x2)?";
    private const string NoRain = "norain-(?<id>[0-9]+)";

    private static readonly DataDownload Bsds = new("http://www.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/BSR/BSR_bsds500.tgz",
        0, "");

    private static readonly PairLayout[] Rain =
    [
        new("rainy", "clean", AnyRain, NoRain),
        new("rainy", "", AnyRain, NoRain),
        new("rain", "norain", AnyRain, NoRain),
        new("rain/X2", "norain", AnyRain, NoRain),
        new("rain", "", AnyRain, NoRain),
        new("rain/X2", "", AnyRain, NoRain),
        new("", "", "rain-(?<id>[0-9]+)(?:x2)?", NoRain),
        new("input", "target"),
    ];

    private static readonly PairLayout[] LowHigh = [new("low", "high")];

    /// <summary>100 pairs with light rain.</summary>
    public static KnownData Rain100L { get; } = Pairs("rain100l", "Rain100L", "Light rain, 100 test pairs of 481 × 321", RainPage, 100, Rain, "Rain100L", "rain100l", "rain_data_test_Light") with
    {
        Sha256 = "c001b9f430f8db47be651d2ebbb103379aeaa49fed873d289c8b81376c43d9d9",
    };

    /// <summary>100 pairs with heavy rain.</summary>
    public static KnownData Rain100H { get; } = Pairs("rain100h", "Rain100H", "Heavy rain, 100 test pairs of 481 × 321", RainPage, 100, Rain, "Rain100H", "rain100h", "rain_data_test_Heavy");

    /// <summary>200 training pairs with light rain.</summary>
    public static KnownData RainTrainL { get; } = Pairs("raintrainl", "RainTrainL", "Light rain, 200 training pairs", RainPage, 200, Rain, "RainTrainL", "raintrainl", "rain_data_train_Light");

    /// <summary>1800 training pairs with heavy rain.</summary>
    public static KnownData RainTrainH { get; } = Pairs("raintrainh", "RainTrainH", "Heavy rain, 1800 training pairs", RainPage, 1800, Rain, "RainTrainH", "raintrainh", "rain_data_train_Heavy");

    /// <summary>485 training pairs, dark and bright.</summary>
    public static KnownData LolTrain { get; } = Pairs("lol-our485", "LOL our485", "Dark and bright photographs, 485 training pairs of 600 × 400", LolPage, 485, LowHigh, "LOL/our485", "LOLdataset/our485", "lol-our485");

    /// <summary>15 test pairs, dark and bright.</summary>
    public static KnownData LolTest { get; } = Pairs("lol-eval15", "LOL eval15", "Dark and bright photographs, 15 test pairs of 600 × 400", LolPage, 15, LowHigh, "LOL/eval15", "LOLdataset/eval15", "lol-eval15") with
    {
        Sha256 = "5d84f6e1c510d41eec0d601dca578f9b45f223c546b0389f1621fe17e451c8be",
    };

    /// <summary>5000 photographs with expert C's retouching.</summary>
    public static KnownData FiveK { get; } = Pairs(
        "fivek-c",
        "MIT-Adobe FiveK, expert C",
        "5000 photographs and their retouching by expert C; usually 1–4500 train, 4501–5000 test",
        "Bychkovsky et al., CVPR 2011: data.csail.mit.edu/graphics/fivek (expert C: img/tiff16_c; the input's DNG files must be developed to TIFF, PNG or JPEG of the same size).",
        5000,
        [new("input", "expertC", FiveKName, FiveKName), new("input", "tiff16_c", FiveKName, FiveKName), new("input", "target", FiveKName, FiveKName), new("input", "expertC")],
        "fivek",
        "FiveK",
        "MIT-Adobe-FiveK");

    /// <summary>400 gray training images of 180 × 180.</summary>
    public static KnownData Bsd400 { get; } = Images("bsd400", "BSD400", "400 gray training images of 180 × 180", "Zhang et al., DnCNN: github.com/cszn/DnCNN (Train400), cut from the Berkeley set.", 400, "BSD400", "Train400") with
    {
        Sha256 = "a53ea7a0daa8ec1f8f2f9bc79cae8d6b85b26dbfbc29452df8fa1a8f5665ede5",
    };

    /// <summary>68 gray test images.</summary>
    public static KnownData Bsd68 { get; } = Images("bsd68", "BSD68", "68 gray test images of 481 × 321", "github.com/cszn/DnCNN (testsets/BSD68).", 68, "BSD68");

    /// <summary>68 colour test images.</summary>
    public static KnownData Cbsd68 { get; } = Images("cbsd68", "CBSD68", "68 colour test images of 481 × 321", "github.com/cszn/DPIR (testsets/CBSD68).", 68, "CBSD68", "CBSD68/original_png");

    /// <summary>200 colour training images of BSDS500.</summary>
    public static KnownData BsdsTrain { get; } = Images("bsds500-train", "BSDS500 train", "200 colour training images of 481 × 321",
        BsdsPage, 200, "BSDS500/data/images/train", "BSR/BSDS500/data/images/train", "BSDS500/train") with
    {
        License = BsdsLicense,
        Downloads = [Bsds],
    };

    /// <summary>100 colour validation images of BSDS500.</summary>
    public static KnownData BsdsValidation { get; } = Images("bsds500-val", "BSDS500 val", "100 colour validation images of 481 × 321",
        BsdsPage, 100, "BSDS500/data/images/val", "BSR/BSDS500/data/images/val", "BSDS500/val") with
    {
        License = BsdsLicense,
        Downloads = [Bsds],
    };

    /// <summary>200 colour test images of BSDS500.</summary>
    public static KnownData BsdsTest { get; } = Images("bsds500-test", "BSDS500 test", "200 colour test images of 481 × 321", BsdsPage, 200,
        "BSDS500/data/images/test", "BSR/BSDS500/data/images/test", "BSDS500/test") with
    {
        License = BsdsLicense,
        Downloads = [Bsds],
    };

    /// <summary>800 large colour training images.</summary>
    public static KnownData Div2kTrain { get; } = Images("div2k-train", "DIV2K train", "800 colour training images, about 2040 × 1400",
        DivPage, 800, "DIV2K/DIV2K_train_HR", "DIV2K_train_HR") with
    {
        License = DivLicense,
        Downloads = [new("https://data.vision.ee.ethz.ch/cvl/DIV2K/DIV2K_train_HR.zip", 3_530_603_713,
            "9d0b9c463f6e35b6c62cc6a930ee2224f670b34c1df841a57670f9acf0f6c335")],
    };

    /// <summary>100 large colour validation images.</summary>
    public static KnownData Div2kValidation { get; } = Images("div2k-valid", "DIV2K valid",
        "100 colour validation images, about 2040 × 1400", DivPage, 100, "DIV2K/DIV2K_valid_HR", "DIV2K_valid_HR") with
    {
        License = DivLicense,
        Downloads = [new("https://data.vision.ee.ethz.ch/cvl/DIV2K/DIV2K_valid_HR.zip", 448_993_893,
            "20dd31fd84d777bc1cf5d6b7654a3f569c0aec74458ae094122ad1d0489900fc")],
    };

    /// <summary>4744 colour images.</summary>
    public static KnownData Waterloo { get; } = Images("waterloo", "Waterloo Exploration", "4744 colour training images (BMP)", "Ma et al., IEEE TIP 2017: ece.uwaterloo.ca/~k29ma/exploration.", 4744, "WaterlooExploration/pristine_images", "exploration_database_and_code/pristine_images", "pristine_images", "Waterloo");

    /// <summary>The 14 test images.</summary>
    public static KnownData Set14 { get; } = Images("set14", "Set14", "14 test images, 13 in colour", "Zeyde et al., 2010; as PNG: github.com/jbhuang0604/SelfExSR.", 14, "Set14") with
    {
        Sha256 = "c463508085badca68134ab863cfa4dc1410cecdcf0bf65e12c474ca8ee1d6e3e",
    };

    /// <summary>Three colour test images.</summary>
    public static KnownData Set3c { get; } = Images("set3c", "set3c", "butterfly, leaves, starfish, colour, 256 × 256", "github.com/cszn/DPIR (testsets/set3c).", 3, "set3c") with
    {
        Sha256 = "ad582e2d6532451312f5eae2114a7893d4afb72d9257b26eeddacb863d3f02de",
    };

    /// <summary>The cameraman.</summary>
    public static KnownData Cameraman { get; } = Images("cameraman", "Cameraman", "The cameraman, gray, 256 × 256 and 512 × 512", "imageprocessingplace.com/root_files_V3/image_databases.htm (standard test images).", 2, "cameraman") with
    {
        Sha256 = "503d61bb050026ddc87e741fbe0959a5b706beb88f117f3e72b5f5ac5b88e0f7",
    };

    /// <summary>Eight kernels of camera shake.</summary>
    public static KnownData Levin09 { get; } = new()
    {
        Id = "levin09",
        Name = "Levin09",
        Kind = DataKind.Kernels,
        Summary = "8 kernels of camera shake, 13 × 13 to 27 × 27",
        Source = "Levin et al., CVPR 2009: webee.technion.ac.il/people/anat.levin (LevinEtalCVPR09Data); as Levin09.mat: github.com/cszn/DPIR (kernels).",
        Folders = ["levin09", "Levin09", "kernels"],
        Expected = 8,
        Sha256 = "ef0a646fafd761f898e100603763318a3447e8a23383d5d72224c2f31d3fee65",
    };

    /// <summary>Weights of LPIPS with AlexNet.</summary>
    public static KnownData LpipsAlex { get; } = Weights("lpips-alex", "LPIPS, AlexNet", "lpips_lin_alex.safetensors", "alexnet.safetensors", "alexnet");

    /// <summary>Weights of LPIPS with VGG16.</summary>
    public static KnownData LpipsVgg { get; } = Weights("lpips-vgg", "LPIPS, VGG16", "lpips_lin_vgg.safetensors", "vgg16.safetensors", "vgg16");

    /// <summary>Weights of LPIPS with SqueezeNet.</summary>
    public static KnownData LpipsSqueeze { get; } = Weights("lpips-squeeze", "LPIPS, SqueezeNet", "lpips_lin_squeeze.safetensors", "squeezenet1_1.safetensors", "squeezenet1_1") with
    {
        Sha256 = "91f80531f589554eb78fc19acb99ce2770cb2ad33bedd19a554052fcef3dab5a",
    };

    /// <summary>Handwritten digits.</summary>
    public static KnownData Mnist { get; } = Idx("mnist", "MNIST", "Handwritten digits, 60 000 + 10 000 of 28 × 28", "LeCun et al.: yann.lecun.com/exdb/mnist.") with
    {
        Sha256 = "34771c3381af48552c3d45b6bcc5683eb57563a01675abe822afc972f3d63dc2",
        Earlier = ["2c1b920d584bc5f3d026fdc95f93d231cff55dc4c038b18bc157bb47ba3c0f66"],
        License = "Y. LeCun, C. Cortes and C. Burges; Creative Commons Attribution-ShareAlike 3.0",
        // The authors' own page has been answering 403 for years; this is the mirror that torchvision names.
        Downloads =
        [
            new("https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz", 9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            new("https://ossci-datasets.s3.amazonaws.com/mnist/train-labels-idx1-ubyte.gz", 28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            new("https://ossci-datasets.s3.amazonaws.com/mnist/t10k-images-idx3-ubyte.gz", 1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            new("https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz", 4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ],
    };

    /// <summary>Pieces of clothing.</summary>
    public static KnownData FashionMnist { get; } = Idx("fashion-mnist", "Fashion-MNIST", "Pieces of clothing, 60 000 + 10 000 of 28 × 28", "Xiao et al.: github.com/zalandoresearch/fashion-mnist (data/fashion).") with
    {
        Sha256 = "db4152523bc8a53de8b21da781574fdffd369b19d556c1dc6a9805b920667f73",
        Earlier = ["001849e54924966c8ab1adbfab6df010f8f1e3fc68c1857660c666ae26fa5cc6"],
        License = "Zalando SE; MIT",
        Downloads =
        [
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-images-idx3-ubyte.gz", 26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-labels-idx1-ubyte.gz", 29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-images-idx3-ubyte.gz", 4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-labels-idx1-ubyte.gz", 5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ],
    };

    /// <summary>Handwritten characters.</summary>
    public static KnownData Omniglot { get; } = Archive("omniglot", "Omniglot", "1623 characters, 20 drawings each, 28 × 28", "Lake et al., 2015: github.com/brendenlake/omniglot (images_background and images_evaluation, resized to 28 × 28 as images_resized).", "omniglot28.zip") with
    {
        Instead = ["images_resized", "images_background", "images_evaluation"],
        License = "B. Lake; MIT",
        Downloads =
        [
            new("https://raw.githubusercontent.com/brendenlake/omniglot/master/python/images_background.zip", 0, ""),
            new("https://raw.githubusercontent.com/brendenlake/omniglot/master/python/images_evaluation.zip", 0, ""),
        ],
        Sha256 = "a2f11640c27f17b2811a7e85368e89c8d250e8e1b01fc816e4c4fdc4c0c60575",
        Earlier = ["bd226dfd09f27f91848c771a9e0c417f5e86b2155b64b20f25f5478881d3bb2e"],
    };

    /// <summary>Photographs of 100 classes for few-shot learning.</summary>
    public static KnownData MiniImageNet { get; } = Archive("mini-imagenet", "mini-ImageNet", "100 classes of 600 photographs, 84 × 84; 64 train, 16 validate, 20 test", "Ravi and Larochelle, ICLR 2017: github.com/twitter/meta-learning-lstm (the lists; the images are cut from ImageNet, image-net.org).", "train.csv", "val.csv", "test.csv") with
    {
        Beside = ["images"],
    };

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<KnownData> All { get; } =
    [
        Rain100L, Rain100H, RainTrainL, RainTrainH, LolTest, LolTrain, FiveK,
        Set14, Set3c, Cameraman, Bsd400, Bsd68, Cbsd68, BsdsTrain, BsdsValidation, BsdsTest, Div2kTrain, Div2kValidation, Waterloo,
        Levin09, LpipsAlex, LpipsVgg, LpipsSqueeze, Mnist, FashionMnist, Omniglot, MiniImageNet,
    ];

    /// <summary>The data set of an id, a name or a folder, whatever its case; null when none is called so.</summary>
    public static KnownData? Find(string text) => All.FirstOrDefault(data =>
        data.Folders.Append(data.Id).Append(data.Name).Contains(text.Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>The data set whose files have this fingerprint, or had it in an earlier version; null when none is known.</summary>
    public static KnownData? Fingerprinted(string sha256) => sha256 == "" ? null
        : All.FirstOrDefault(data => data.Sha256 == sha256 || data.Earlier.Contains(sha256));

    /// <summary>The data set that a setting names: a known one, or else the images of a folder of that name.</summary>
    /// <param name="text">An id, a name, a folder below the data folder, or a full path.</param>
    public static KnownData Named(string text) => Find(text) ?? Images(text.Trim(), text.Trim(), "The images of a folder", "", 0, text.Trim());

    private const string BsdsLicense = "University of California, Berkeley; non-commercial research and education";
    private const string DivLicense = "ETH Zürich; academic research only";
    private const string LolPage = "Wei et al., BMVC 2018: daooshee.github.io/BMVC2018website (LOLdataset.zip).";
    private const string BsdsPage = "Arbeláez et al., PAMI 2011: www2.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/resources.html (BSR_bsds500.tgz).";
    private const string DivPage = "Agustsson and Timofte, CVPRW 2017: data.vision.ee.ethz.ch/cvl/DIV2K.";
    private const string FiveKName = "a(?<id>[0-9]{4}).*";

    private static KnownData Pairs(string id, string name, string summary, string source, int expected, IReadOnlyList<PairLayout> layouts, params string[] folders) =>
        new() { Id = id, Name = name, Kind = DataKind.Pairs, Summary = summary, Source = source, Expected = expected, Layouts = layouts, Folders = folders };

    private static KnownData Images(string id, string name, string summary, string source, int expected, params string[] folders) =>
        new() { Id = id, Name = name, Kind = DataKind.Images, Summary = summary, Source = source, Expected = expected, Folders = folders };

    private static KnownData Weights(string id, string name, string linear, string backbone, string model) =>
        Archive(id, name, "Linear weights of version 0.1 and torchvision's " + model, $"Zhang et al., CVPR 2018: github.com/richzhang/PerceptualSimilarity (lpips/weights/v0.1); torchvision's {model}; both as safetensors under torchvision's names.", linear, backbone) with
        {
            Kind = DataKind.Weights,
            Folders = ["lpips"],
        };

    private static KnownData Idx(string id, string name, string summary, string source) =>
        Archive(id, name, summary, source, "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz");

    private static KnownData Archive(string id, string name, string summary, string source, params string[] files) =>
        new() { Id = id, Name = name, Kind = DataKind.Archives, Summary = summary, Source = source, Folders = [id], Files = files, Expected = files.Length };
}
